import type { EmailPayloadOf, EmailTemplate } from "@/lib/emails/jobs";

/** One example of every mail, for previews and tests. A new template does not compile without one. */
export const previews: { readonly [T in EmailTemplate]: EmailPayloadOf<T> } = {
  welcome: {
    template: "welcome",
    to: "ada@example.com",
    data: { name: "Ada Lovelace", dashboardUrl: "https://app.example.com/dashboard" },
  },
  passwordReset: {
    template: "passwordReset",
    to: "ada@example.com",
    data: {
      name: "Ada Lovelace",
      resetUrl: "https://app.example.com/reset-password?token=5e0b1c7a9f3d4e2c8b6a",
      expiresInMinutes: 60,
    },
  },
  passwordChanged: {
    template: "passwordChanged",
    to: "ada@example.com",
    data: {
      name: "Ada Lovelace",
      changedAt: "2026-11-22T09:30:00Z",
      resetUrl: "https://app.example.com/forgot-password",
    },
  },
  emailChange: {
    template: "emailChange",
    to: "ada.lovelace@example.org",
    data: {
      name: "Ada Lovelace",
      newEmail: "ada.lovelace@example.org",
      confirmUrl: "https://app.example.com/confirm-email?token=9c2f7d1e4b8a6053f7e1",
      expiresInMinutes: 24 * 60,
    },
  },
  emailChanged: {
    template: "emailChanged",
    to: "ada@example.com",
    data: {
      name: "Ada Lovelace",
      newEmail: "ada.lovelace@example.org",
      changedAt: "2026-11-22T09:30:00Z",
      supportUrl: "https://app.example.com/",
    },
  },
  teamInvitation: {
    template: "teamInvitation",
    to: "grace@example.com",
    data: {
      inviterName: "Ada Lovelace",
      organizationName: "Analytical Engines",
      role: "admin",
      acceptUrl: "https://app.example.com/invitations/4821?token=d41a7be09c",
      expiresAt: "2026-11-29T09:30:00Z",
    },
  },
  subscriptionCreated: {
    template: "subscriptionCreated",
    to: "ada@example.com",
    data: {
      name: "Ada Lovelace",
      organizationName: "Analytical Engines",
      planName: "Team",
      price: { amount: 4900, currency: "EUR" },
      interval: "month",
      renewsAt: "2026-12-22T09:30:00Z",
      billingUrl: "https://app.example.com/billing",
    },
  },
  paymentFailed: {
    template: "paymentFailed",
    to: "ada@example.com",
    data: {
      name: "Ada Lovelace",
      organizationName: "Analytical Engines",
      price: { amount: 4900, currency: "EUR" },
      cardLast4: "4242",
      retriesAt: "2026-11-25T09:30:00Z",
      billingUrl: "https://app.example.com/billing",
    },
  },
  jobFailed: {
    template: "jobFailed",
    to: "ada@example.com",
    data: {
      name: "Ada Lovelace",
      jobName: "The export of your users",
      reason: "The file store did not answer.",
      detailsUrl: "https://app.example.com/exports",
    },
  },
  exportReady: {
    template: "exportReady",
    to: "ada@example.com",
    data: {
      name: "Ada Lovelace",
      exportName: "The export of your users",
      rows: 12_480,
      bytes: 1_934_211,
      downloadUrl: "https://app.example.com/downloads/0193a1c4-6b1e-7d3a-8f00-0c5d2b7a9e11",
      expiresAt: "2026-12-05T09:30:00Z",
    },
  },
  reportReady: {
    template: "reportReady",
    to: "grace@example.com",
    data: {
      organizationName: "Analytical Engines",
      reportName: "The usage report",
      periodText: "1 to 30 November 2026",
      downloadUrl: "https://app.example.com/downloads/0193a1c4-6b1e-7d3a-8f00-0c5d2b7a9e12",
      expiresAt: "2026-12-08T09:30:00Z",
    },
  },
  webhookDisabled: {
    template: "webhookDisabled",
    to: "ada@example.com",
    data: {
      name: "Ada Lovelace",
      organizationName: "Analytical Engines",
      host: "hooks.example.com",
      cause: "failing",
      endpointsUrl: "https://app.example.com/",
    },
  },
  alert: {
    template: "alert",
    to: "ada@example.com",
    data: {
      environment: "production",
      appUrl: "https://app.example.com",
      headline: "Alert: 12.5 % of export-data fail (and 1 more)",
      list: [
        "Alert (critical): 12.5 % of export-data fail. Rule failure-rate, since 2026-11-22 09:30 UTC.",
        "Over (warning): QStash gave up 2 messages of send-email that nobody had answered. Rule dead-letters, since 2026-11-22 08:00 UTC.",
      ].join("\n"),
    },
  },
};
