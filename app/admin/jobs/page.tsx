import { redirect } from "next/navigation";

export default function OverviewPage() {
  redirect("/admin/jobs/list");
}
