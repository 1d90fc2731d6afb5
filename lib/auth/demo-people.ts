type DemoPerson = { name: string; email: string; role: "owner" | "admin" | "member"; staff?: "admin" };

/** The owner: who the launchers tell you to sign in as. */
export const DEMO_OWNER: DemoPerson = {
  name: "Ada Lovelace",
  email: "ada@example.test",
  role: "owner",
  staff: "admin",
};

const COLLEAGUES: readonly DemoPerson[] = [
  { name: "Grace Hopper", email: "grace@example.test", role: "admin" },
  { name: "Alan Turing", email: "alan@example.test", role: "admin" },
  { name: "Annie Easley", email: "annie@example.test", role: "member" },
  { name: "Barbara Liskov", email: "barbara@example.test", role: "member" },
  { name: "Edsger Dijkstra", email: "edsger@example.test", role: "member" },
  { name: "Frances Allen", email: "frances@example.test", role: "member" },
  { name: "Hedy Lamarr", email: "hedy@example.test", role: "member" },
  { name: "Katherine Johnson", email: "katherine@example.test", role: "member" },
  { name: "Margaret Hamilton", email: "margaret@example.test", role: "member" },
  { name: "Radia Perlman", email: "radia@example.test", role: "member" },
  { name: "Tony Hoare", email: "tony@example.test", role: "member" },
];

/** The local mail server reads the trouble it makes from the address. */
const TROUBLED: readonly DemoPerson[] = [
  { name: "Otto Outage", email: "otto.500-once.429-once@example.test", role: "member" },
  { name: "Rita Rejected", email: "rita.reject@example.test", role: "member" },
];

/** Enough people for fifty mails at once. */
const CROWD: readonly DemoPerson[] = Array.from({ length: 60 }, (_, index) => {
  const number = String(index + 1).padStart(2, "0");
  return { name: `Member ${number}`, email: `member-${number}@example.test`, role: "member" };
});

/** Everybody in the demo organization, its owner first. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [DEMO_OWNER, ...COLLEAGUES, ...TROUBLED, ...CROWD];
