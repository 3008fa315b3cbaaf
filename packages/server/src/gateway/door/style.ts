/** The dashboard’s colours; nothing but the system’s fonts. */
export const style = `
:root {
  color-scheme: light dark;
  --line: light-dark(#e3e6e8, #2c3236);
  --line-strong: light-dark(#c9ced2, #444c52);
  --surface: light-dark(#ffffff, #14181b);
  --canvas: light-dark(#f7f8f8, #0e1113);
  --text: light-dark(#15191c, #e7ebed);
  --muted: light-dark(#59636a, #9ba6ad);
  --accent: light-dark(#0b6b6b, #41aca5);
  --accent-soft: light-dark(#e6f6f5, #12302f);
  --on-accent: light-dark(#ffffff, #071413);
  --on: light-dark(#17743b, #5fce8a);
  --moving: light-dark(#1c5fb8, #7db4f5);
  --moving-soft: light-dark(#e6f0fc, #14273f);
  --failed: light-dark(#b3261e, #ff8a80);
  --failed-soft: light-dark(#fde8e6, #3b1714);
}
* { box-sizing: border-box }
html { height: 100%; -webkit-text-size-adjust: 100% }
body {
  margin: 0; min-height: 100%; display: grid; place-items: center; padding: 24px 16px;
  background: var(--canvas); color: var(--text);
  font: 15px/1.55 Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; -webkit-font-smoothing: antialiased;
}
main {
  width: 100%; max-width: 456px; padding: 32px;
  background: var(--surface); border: 1px solid var(--line); border-radius: 12px;
  box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 12px 32px -16px rgb(0 0 0 / .12);
}
h1 { margin: 0 0 8px; font-size: 20px; line-height: 1.3; font-weight: 600; letter-spacing: -.01em; text-wrap: balance }
p { margin: 0 0 8px; color: var(--muted); text-wrap: pretty; overflow-wrap: anywhere }
p:last-child { margin-bottom: 0 }
a { color: var(--accent); text-underline-offset: 2px }
strong { font-weight: 600; color: var(--text) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.mark {
  display: block; width: 40px; height: 40px; margin: -4px 0 16px -4px; padding: 6px; border-radius: 10px;
  fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round;
  color: var(--muted); background: var(--canvas);
}
.mark.waiting { color: var(--moving); background: var(--moving-soft) }
.mark.failed { color: var(--failed); background: var(--failed-soft) }
.mark.closed { color: var(--accent); background: var(--accent-soft) }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
progress { width: 100%; height: 4px; margin: 18px 0 4px; appearance: none; border: 0; border-radius: 2px; background: var(--line); overflow: hidden; display: block }
progress::-webkit-progress-bar { background: var(--line) }
progress::-webkit-progress-value { background: var(--accent); border-radius: 2px; transition: width .9s linear }
progress::-moz-progress-bar { background: var(--accent) }
.steps { list-style: none; margin: 20px 0 0; padding: 0; border-top: 1px solid var(--line) }
.steps li { display: grid; grid-template-columns: 20px 1fr auto; gap: 10px; align-items: center; padding: 9px 0; border-bottom: 1px solid var(--line); font-size: 14px }
.steps li:last-child { border-bottom: 0; padding-bottom: 0 }
.steps small { font-size: 13px; color: var(--muted) }
.steps time { font-size: 13px; color: var(--muted) }
.dot { width: 16px; height: 16px; margin: 0 2px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.done .dot { color: var(--on) }
.bad .dot { color: var(--failed) }
.now .dot { color: var(--moving) }
.hint { margin-top: 16px; font-size: 13px }
.said { margin: 16px 0; padding: 10px 12px; border-radius: 8px; background: var(--failed-soft); color: var(--text); font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 40vh; overflow: auto }
form { margin-top: 20px; display: grid; gap: 8px }
label { font-size: 13px; font-weight: 500; color: var(--text) }
input {
  font: inherit; font-size: 16px; width: 100%; min-height: 44px; padding: 8px 12px; color: inherit;
  background: var(--surface); border: 1px solid var(--line-strong); border-radius: 8px;
}
input[aria-invalid] { border-color: var(--failed) }
.wrong { color: var(--failed); font-size: 13px; margin: 0 }
button, .button {
  font: inherit; font-weight: 600; min-height: 44px; padding: 10px 18px; border: 0; border-radius: 8px; cursor: pointer;
  background: var(--accent); color: var(--on-accent); text-decoration: none; text-align: center; display: inline-block;
}
form button { margin-top: 8px }
.actions { margin-top: 20px; display: flex; flex-wrap: wrap; gap: 8px }
.button.quiet { background: none; color: var(--text); border: 1px solid var(--line-strong); padding: 9px 17px }
@media (prefers-reduced-motion: no-preference) {
  .now .dot { animation: turn 1.1s linear infinite }
  @keyframes turn { to { transform: rotate(1turn) } }
}
@media (max-width: 480px) {
  body { place-items: start stretch; padding: 12px }
  main { padding: 24px 20px }
  .actions > * { flex: 1 1 auto }
}
@media (forced-colors: active) { main { border-color: CanvasText } }
`;
