import type { Finding } from "./audit/finding";

/** The figures that must all be zero. */
export function verdictOf(findings: readonly Finding[]) {
  const count = (kind: Finding["kind"]) => findings.filter((finding) => finding.kind === kind).length;
  return {
    ok: findings.length === 0,
    lost: count("lost"),
    duplicateEffects: count("duplicate"),
    stuck: count("stuck"),
    unsound: count("unsound"),
  };
}
