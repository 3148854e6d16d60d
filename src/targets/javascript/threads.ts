/** What a program for several threads has for its users: members of the class, the same whatever engine computes. */

export const threadProperties = [
  { name: "threads", type: "number", doc: "How many threads take the steps of a run together; results are the same for any number." },
  { name: "threadsReason", type: "string | undefined", doc: "Why there are fewer threads than the program was built for." },
] as const;

export const closeMethod = {
  name: "close",
  doc: "Ends the workers. What runs after that, the caller's thread does alone.",
  returns: "void",
  statements: ["this.team.close();"],
} as const;
