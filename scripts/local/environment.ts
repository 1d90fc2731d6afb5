import { existsSync } from "node:fs";

/** The files that `next dev` reads, strongest first. */
const FILES = [".env.development.local", ".env.local", ".env.development", ".env"];

/** Loads them into this process; what is set already stays. */
export function loadEnvFiles(): void {
  for (const file of FILES.filter((name) => existsSync(name))) process.loadEnvFile(file);
}

/** This process's variables without the empty ones: `NAME=` in a file means "not set". */
export function setVariables(): NodeJS.ProcessEnv {
  const { NODE_ENV, ...others } = process.env;
  return { NODE_ENV, ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== "")) };
}
