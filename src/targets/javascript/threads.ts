/** What a program for several threads has for its users: members of the class, the same whatever engine computes. */

export const threadProperties = [
  { name: "threads", type: "number", doc: "The number of threads that share the steps of a run; results are the same for any number." },
  { name: "threadsReason", type: "string | undefined", doc: "Why there are fewer threads than the program was built for." },
] as const;

export const closeMethod = {
  name: "close",
  doc: "Stops the workers. Later runs use only the caller's thread.",
  returns: "void",
  statements: ["this.team.close();"],
} as const;
