/** The whole style of the reference. Its hash stands in the page's content security policy. */
export const style: string = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #14171c); --side: light-dark(#f6f7f9, #191d23); --ink: light-dark(#1c2430, #dfe5ee);
  --soft: light-dark(#5b6676, #97a3b4); --line: light-dark(#e3e7ec, #2b323c); --code: light-dark(#f1f3f6, #20262e);
  --link: light-dark(#0b5cad, #7bb8f5); --mark: light-dark(#fff6d6, #3a3318);
  --get: light-dark(#0b6b4f, #63d3ae); --post: light-dark(#0b5cad, #7bb8f5); --put: light-dark(#8a5a00, #e5b560); --delete: light-dark(#b3261e, #f2918b);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 20rem minmax(0, 1fr); background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 2; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; background: var(--side); border-right: 1px solid var(--line); padding: 1.25rem 1rem 3rem; font-size: .875rem; }
nav .brand { font-size: 1.15rem; font-weight: 650; margin: 0 .5rem 1rem; } nav .brand a { color: var(--ink); display: inline; padding: 0; } nav small { color: var(--soft); font-weight: 400; }
nav ul { list-style: none; margin: 0; padding: 0; } nav > ul > li { margin-bottom: .75rem; } nav > ul > li > a { font-weight: 600; color: var(--ink); }
nav a { display: block; padding: .2rem .5rem; border-radius: 6px; } nav a:hover { background: var(--line); text-decoration: none; }
nav li li a { color: var(--soft); display: grid; grid-template-columns: 2.9rem 1fr; gap: .4rem; align-items: baseline; line-height: 1.35; }
main { padding: 2.5rem clamp(1.25rem, 4vw, 4rem) 6rem; max-width: 68rem; min-width: 0; }
h1 { font-size: 2.1rem; letter-spacing: -.02em; margin: 0 0 .5rem; line-height: 1.2; }
h2 { font-size: 1.5rem; margin: 4rem 0 0; padding-bottom: .4rem; border-bottom: 1px solid var(--line); letter-spacing: -.01em; }
h3 { font-size: 1.12rem; margin: 0 0 .35rem; } h3 a { color: inherit; } h4 { font-size: .8rem; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); margin: 1.4rem 0 .4rem; }
.lead { font-size: 1.1rem; color: var(--soft); max-width: 46rem; margin-top: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1rem; margin: 1.5rem 0; }
.cards > div { border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem; } .cards h3 { font-size: 1rem; } .cards p { margin: 0; font-size: .9rem; }
article { padding: 2rem 0; border-bottom: 1px solid var(--line); } article:last-child { border-bottom: 0; }
article:target > h3, tr:target { background: var(--mark); }
code, pre, .method { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
code { font-size: .86em; background: var(--code); padding: .1em .3em; border-radius: 4px; overflow-wrap: anywhere; }
.route { margin: .1rem 0 .6rem; } .route code { background: none; padding: 0; font-size: .95rem; } var { font-style: normal; color: var(--put); }
.method { display: inline-block; font-size: .7rem; font-weight: 700; text-transform: uppercase; color: var(--get); }
.route .method { border: 1px solid currentColor; border-radius: 5px; padding: .1rem .45rem; margin-right: .3rem; }
.method.post { color: var(--post); } .method.put, .method.patch { color: var(--put); } .method.delete { color: var(--delete); }
.needs { color: var(--soft); font-size: .92rem; margin: .3rem 0 .8rem; }
pre { background: var(--code); border-radius: 8px; padding: .9rem 1rem; overflow-x: auto; font-size: .82rem; line-height: 1.5; margin: .6rem 0; max-height: 26rem; } pre code { background: none; padding: 0; font-size: inherit; overflow-wrap: normal; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; } th { text-align: left; font-weight: 600; color: var(--soft); font-size: .78rem; }
th, td { padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); vertical-align: top; } thead th { border-top: 0; }
.fields td:first-child, #problems td:nth-child(2) { white-space: nowrap; } #problems code { overflow-wrap: normal; } summary { cursor: pointer; color: var(--link); } .type { color: var(--soft); } small { color: var(--soft); } .rule { display: block; color: var(--soft); font-size: .8rem; }
.d1 { padding-left: 1.25rem; } .d2 { padding-left: 2.5rem; } .d3 { padding-left: 3.75rem; } .d4 { padding-left: 5rem; } .d5 { padding-left: 6.25rem; }
.mark { font-size: .7rem; color: var(--soft); margin-left: .25rem; } .mark.required { color: var(--delete); }
.status { font-variant-numeric: tabular-nums; font-weight: 650; }
.refusals { list-style: none; margin: 0; padding: 0; font-size: .88rem; } .refusals li { padding: .15rem 0; color: var(--soft); } #problems td:last-child { font-size: .8rem; }
@media (max-width: 60rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh; border-right: 0; border-bottom: 1px solid var(--line); } .fields { display: block; overflow-x: auto; } }
@media print { nav { display: none; } body { display: block; } pre { max-height: none; } }
`;
