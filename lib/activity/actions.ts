/**
 * All that is noted of what happens in an organization: a thing and what happened to it, and how pages name it. Rows
 * carry the names on the left: never rename one.
 */
export const ACTIONS = {
  "organization.created": "Organization created",
  "organization.renamed": "Organization renamed",
  "member.invited": "Member invited",
  "member.joined": "Member joined",
  "member.role-changed": "Role changed",
  "member.removed": "Member removed",
  "invitation.cancelled": "Invitation cancelled",
  "user.signed-in": "Signed in",
  "password.changed": "Password changed",
  "email.changed": "Mail address changed",
  "email.sent": "Mail sent",
  "export.requested": "Export requested",
  "export.downloaded": "Export downloaded",
  "report.requested": "Report requested",
  "report.downloaded": "Report downloaded",
  "webhook-endpoint.created": "Webhook endpoint created",
  "webhook-endpoint.deleted": "Webhook endpoint deleted",
  "api-key.created": "API key made",
  "api-key.revoked": "API key revoked",
  "subscription.created": "Subscription created",
  "subscription.changed": "Subscription changed",
  "subscription.ended": "Subscription ended",
  "invoice.paid": "Invoice paid",
  "payment.failed": "Payment failed",
} as const satisfies Record<`${string}.${string}`, string>;

export type Action = keyof typeof ACTIONS;

/** Whether it is one that is noted today; old rows may have others. */
export function isAction(name: string): name is Action {
  return Object.hasOwn(ACTIONS, name);
}
