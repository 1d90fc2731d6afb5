import { retireJob } from "@/lib/jobs/retired-types";

/** For the second list of `createRegistry`. */
export const retired = [
  retireJob({ type: "send-fax", because: "Faxes are not sent any more. Send a letter instead." }),
];
