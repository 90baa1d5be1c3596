// A melody, large: the piano roll that changes while one drags, heard round and round after a click.

import { element } from "./element.js";
import { MelodyBar } from "./melody_bar.js";
import { notesOf, NUM_TOKENS, STEPS, melodyText, tokensOf } from "./melody_notes.js";
import { MelodyRoll } from "./melody_roll.js";
import { MelodySound } from "./melody_sound.js";
import { saveWav } from "./melody_wav.js";
import { readTheme } from "./theme.js";

/** @param {HTMLElement} root what holds it */
export function melodyFace(root) {
  const canvas = element("canvas", { className: "melody-roll" });
  canvas.setAttribute("role", "img");
  root.append(canvas);
  const roll = new MelodyRoll(canvas);
  const values = new Float32Array(STEPS * NUM_TOKENS);
  let frame = 0;
  let heard = "";

  const draw = () => roll.draw(values, sound.position);
  let onEnd = () => {};
  const sound = new MelodySound(() => {
    bar.show();
    cancelAnimationFrame(frame);
    if (sound.isPlaying) return follow();
    draw();
    onEnd();
    onEnd = () => {};
  });
  const bar = new MelodyBar(root, sound, () => sound.start());

  function follow() {
    frame = requestAnimationFrame(follow);
    draw();
  }

  const observer = new ResizeObserver(() => roll.fit() && draw());
  observer.observe(canvas);
  return {
    canvas,
    show(shown) {
      values.set(shown);
      const tokens = tokensOf(values);
      const now = tokens.join();
      if (now !== heard) {
        heard = now;
        sound.setNotes(notesOf(tokens));
        canvas.setAttribute("aria-label", melodyText(tokens));
      }
      if (!sound.isPlaying) draw();
    },
    setLook({ ink, paper }) {
      roll.look = { ink, paper };
      roll.accent = readTheme(canvas).accent;
      draw();
    },
    hearInTurn(nextOutput, whenEnded) {
      sound.stop();
      onEnd = whenEnded;
      sound.start(() => sound.setNotes(notesOf(tokensOf(nextOutput()))));
    },
    silence: () => sound.stop(),
    saveInTurn: (outputs, name) => saveWav(Array.from(outputs, (output) => notesOf(tokensOf(output))), sound.settings, name),
    stop() {
      cancelAnimationFrame(frame);
      observer.disconnect();
      sound.destroy();
    },
  };
}
