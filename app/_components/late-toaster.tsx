"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";

const JobToaster = dynamic(() => import("./job-toaster").then(({ JobToaster }) => JobToaster), {
  ssr: false,
});

/**
 * The toaster, once the page is there: what it tells can wait, and its code is a tenth of what a page loads.
 *
 * @param owner whose jobs: an id of the person.
 */
export function LateToaster({ owner }: { owner: string }) {
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    const begin = () => setLoaded(true);
    if (document.readyState === "complete") {
      const timer = setTimeout(begin, 0);
      return () => clearTimeout(timer);
    }
    addEventListener("load", begin, { once: true });
    return () => removeEventListener("load", begin);
  }, []);
  return isLoaded && <JobToaster owner={owner} />;
}
