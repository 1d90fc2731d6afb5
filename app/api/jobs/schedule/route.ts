import { handleSchedule } from "@/lib/jobs/schedules/route";

export const maxDuration = 60;

export const POST = handleSchedule;
