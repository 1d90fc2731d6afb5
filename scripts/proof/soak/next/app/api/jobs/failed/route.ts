import { handleFailedMessage } from "@/lib/jobs/failed-message";

export const maxDuration = 60;

export const POST = handleFailedMessage;
