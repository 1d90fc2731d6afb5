import { oneOf, type Random } from "./plan";

const FIRST =
  "Northwind Blue_Heron Quantum Cobalt Maple Lighthouse Granite Saffron Juniper Copper Aurora Meridian Basalt Harbour Willow Nimbus".split(
    " ",
  );
const SECOND =
  "Analytics Logistics Health Robotics Studios Foods Energy Software Textiles Mobility Learning Ceramics".split(
    " ",
  );
const LAST = ["GmbH", "Ltd", "Inc.", "S.A.", "AB", "& Sons", "Pty Ltd", "BV", "K.K.", "s.r.o."];
const OTHERS = [
  { name: "株式会社さくら", slug: "sakura" },
  { name: "ООО «Ромашка»", slug: "romashka" },
  { name: "شركة النور", slug: "alnoor" },
  { name: "भारत टेक्नोलॉजीज", slug: "bharat-tech" },
  { name: "Ελληνικά Ναυπηγεία", slug: "nafpigeia" },
  { name: "한빛 소프트", slug: "hanbit" },
];

/** A company's name, and what of it goes into addresses. */
export function companyName(random: Random): { name: string; slug: string } {
  if (random() < 0.12) return oneOf(random, OTHERS);
  const [first, second] = [oneOf(random, FIRST).replace("_", " "), oneOf(random, SECOND)];
  const slug = `${first}-${second}`.toLowerCase().replaceAll(" ", "-");
  return { name: `${first} ${second} ${oneOf(random, LAST)}`, slug };
}
