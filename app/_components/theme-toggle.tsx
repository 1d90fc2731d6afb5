import { cookies } from "next/headers";
import { Icon, type IconName } from "./icon";
import { setTheme } from "./set-theme";
import { readTheme, type Theme } from "./theme";

const NEXT: Record<Theme, { theme: Theme; icon: IconName; label: string }> = {
  system: { theme: "light", icon: "device", label: "Colours follow your device. Switch to light" },
  light: { theme: "dark", icon: "sun", label: "Light colours. Switch to dark" },
  dark: { theme: "system", icon: "moon", label: "Dark colours. Follow your device" },
};

/** One button that goes round: device, light, dark. `keyName` is the key that presses it, on pages that have keys. */
export async function ThemeToggle({ keyName }: { keyName?: string | undefined }) {
  const { theme, icon, label } = NEXT[readTheme(await cookies())];
  return (
    <form action={setTheme} className="contents">
      <button
        name="theme"
        value={theme}
        aria-label={label}
        title={keyName === undefined ? label : `${label} (press ${keyName})`}
        data-key={keyName}
        aria-keyshortcuts={keyName}
        className="grid size-9 cursor-pointer place-items-center rounded-md text-muted-foreground hover:bg-accent hover:text-accent-foreground"
      >
        <Icon name={icon} />
      </button>
    </form>
  );
}
