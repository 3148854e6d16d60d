/**
 * Starts a command some rounds from a small process: a large one takes tens of milliseconds to fork. Arguments: rounds, then the command. Prints
 * one line of JSON for each round: what the command says of itself (once.mjs), and milliseconds from its start to its first result.
 */
import { spawn } from "node:child_process";

const [rounds, command, ...args] = process.argv.slice(2);
for (let i = 0; i < Number(rounds); i++) console.log(JSON.stringify(await startedOnce()));

function startedOnce() {
  return new Promise((done, fail) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    let [out, cold] = ["", 0];
    child.stdout.on("data", (text) => {
      if (cold === 0) cold = performance.now() - start;
      out += text.toString();
    });
    child.on("close", (code) => {
      if (code === 0 && out.startsWith("done\n")) done({ cold, ...JSON.parse(out.split("\n")[1]) });
      else fail(new Error(`${command} ended with ${code}`));
    });
  });
}
