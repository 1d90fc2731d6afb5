import { register } from "@/instrumentation";

// What Next does before its server answers, in a process of its own that may end.
await register();
process.stdout.write("started\n");
