import { alertRules } from "@/lib/jobs/alerts/rules";
import type { AlertSettings } from "@/lib/jobs/alerts/settings";
import { notify } from "./notify";

/** How this app wants to be alarmed. Change numbers, leave rules out or add some here (docs/alerts.md). */
export const alerts: AlertSettings = { rules: alertRules(), notify };
