export { register } from "@/instrumentation";
