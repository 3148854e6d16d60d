/** Names of free dims: with their values as text, and those that say a value in terms of others. */

/** "batch=4 seq=32" */
export const dimsText = (dims: Readonly<Record<string, number>>): string =>
  Object.entries(dims)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

type Value = number | undefined;

/** Characters of the longest formula that is read: brackets nest as deeply as a name of a model file says. */
const longest = 500;

/** Names, whole numbers, operators and brackets of a name; undefined where it has anything else. */
function wordsOf(text: string): readonly string[] | undefined {
  if (text.length > longest) return undefined;
  const words = text.match(/[A-Za-z_][\w.]*|\d+|\/\/|[-+*()]/g) ?? [];
  return words.join("") === text.replaceAll(" ", "") && words.length > 1 ? words : undefined;
}

/** What a name says that is a formula of others, as exporters write them ("past_sequence_length + sequence_length", "2*s0", "(h//2) + 1"); undefined where it is none, or has a name without a value. */
export function namedValue(text: string, extentOf: (name: string) => Value): Value {
  const words = wordsOf(text);
  if (words === undefined) return undefined;
  let at = 0;
  const takes = (word: string): boolean => {
    if (words[at] !== word) return false;
    at++;
    return true;
  };
  const factor = (): Value => {
    const word = words[at] ?? "";
    at++;
    if (word === "(") {
      const inside = sum();
      return takes(")") ? inside : undefined;
    }
    if (/^\d/.test(word)) return Number(word);
    return /^\w/.test(word) ? extentOf(word) : undefined;
  };
  const product = (): Value => {
    let value = factor();
    for (;;) {
      if (takes("*")) value = both(value, factor(), (a, b) => a * b);
      else if (takes("//")) value = both(value, factor(), (a, b) => Math.floor(a / b));
      else return value;
    }
  };
  const sum = (): Value => {
    let value = product();
    for (;;) {
      if (takes("+")) value = both(value, product(), (a, b) => a + b);
      else if (takes("-")) value = both(value, product(), (a, b) => a - b);
      else return value;
    }
  };
  const value = sum();
  return at === words.length && Number.isSafeInteger(value) ? value : undefined;
}

const both = (a: Value, b: Value, value: (a: number, b: number) => number): Value => (a === undefined || b === undefined ? undefined : value(a, b));
