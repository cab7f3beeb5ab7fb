/**
 * What text looks like: the scripts it is written in, and its skeleton after UTS 39 (Unicode security
 * mechanisms), in which 0 is O, 1 and I are l, and m is rn.
 */
import { once } from "../../model/once.ts";

/** Per script, letters and the Latin letters that they pass for. The common ones; Unicode's own table has thousands. */
const alphabets: readonly (readonly [letters: string, latin: string])[] = [
  // Cyrillic
  ["асԁеһіјкӏорԛгѕѵԝхуү", "acdehijklopqrsvwxyy"],
  ["АВСЕԌНІЈКМОРԚЅТѴԜХУҮӀ", "ABCEGHIJKMOPQSTVWXYYl"],
  // Greek
  ["αγικνορσυ", "ayikvopou"],
  ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"],
  // Armenian
  ["օսհոցզյԼՍՕՏ", "ouhngqjLUOS"],
  // Cherokee
  ["ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "ABCDEGHJKLMPRSTVWZ"],
  // Latin letters beyond ASCII
  ["ıɑɡɩꜱ", "iagis"],
];
const lookalikes: ReadonlyMap<string, string> = new Map(
  alphabets.flatMap(([letters, latin]) =>
    [...letters].map((letter, index) => [letter, latin.charAt(index)] as const),
  ),
);

/**
 * Texts that look alike have the same skeleton; letter case makes no difference. Full-width and
 * mathematical letters count as the plain ones.
 */
export function skeleton(text: string): string {
  const plain = ascii.test(text) ? text : plainLetters(text);
  const folded = plain.replace(/[I1|]/g, "l").toLowerCase().normalize("NFD");
  return folded.replaceAll("0", "o").replaceAll("m", "rn");
}

function plainLetters(text: string): string {
  const seen = text.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  return [...seen.normalize("NFKC").normalize("NFD")]
    .map((letter) => lookalikes.get(letter) ?? letter)
    .join("");
}

// Patterns of scripts take a while to set up, and few texts need them.
const ascii = /^[\0-\x7f]*$/;
const scripts = once(() =>
  [
    "Latin",
    "Cyrillic",
    "Greek",
    "Armenian",
    "Georgian",
    "Hebrew",
    "Arabic",
    "Devanagari",
    "Bengali",
    "Tamil",
    "Thai",
    "Cherokee",
    "Han",
    "Hiragana",
    "Katakana",
    "Bopomofo",
    "Hangul",
  ].map((name) => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, "u") })),
);

/** Scripts that are written together every day (UTS 39, "highly restrictive"). */
const together = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Bopomofo"],
  ["Latin", "Han", "Hangul"],
];

/** The scripts of a text when they are ones that are not written together; otherwise none. */
export function mixedScripts(text: string): readonly string[] {
  if (ascii.test(text)) return [];
  const used = scripts()
    .filter((script) => script.pattern.test(text))
    .map((script) => script.name);
  if (used.length < 2 || together.some((set) => used.every((name) => set.includes(name)))) return [];
  return used;
}
