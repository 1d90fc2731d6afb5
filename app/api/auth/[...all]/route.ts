import { auth } from "@/lib/auth/auth";

const answer = (request: Request) => auth().handler(request);

export { answer as GET, answer as POST };
