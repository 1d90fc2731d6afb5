import { answering } from "@/lib/http/answering";
import { Problem } from "@/lib/http/problem";

const nowhere = answering(async (request) => {
  throw new Problem("not-found", `The API has no ${new URL(request.url).pathname.slice(0, 200)}.`);
});

/** Addresses that the API does not have are problems as well, instead of a page. */
export const { GET, POST, PUT, PATCH, DELETE } = {
  GET: nowhere,
  POST: nowhere,
  PUT: nowhere,
  PATCH: nowhere,
  DELETE: nowhere,
};
