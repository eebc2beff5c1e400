/**
 * The theme's own colours inside an editor, and those of the system elsewhere. The levels have those of the hover's
 * picture: a theme's are made for squiggles, and as words they may stand out too little.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark;
  --text: var(--vscode-editor-foreground, light-dark(#1f2328, #d4d4d4));
  --muted: var(--vscode-descriptionForeground, light-dark(#59616b, #a0a6b0));
  --ground: var(--vscode-editor-background, light-dark(#ffffff, #1f1f1f));
  --line: var(--vscode-contrastBorder, var(--vscode-panel-border, light-dark(#d5d8dd, #45474b)));
  --link: var(--vscode-textLink-foreground, light-dark(#0b5cad, #6cb6ff));
  --focus: var(--vscode-focusBorder, light-dark(#0b5cad, #6cb6ff));
  --field: var(--vscode-input-background, light-dark(#ffffff, #313131));
  --error: light-dark(#b3261e, #ff8078);
  --warning: light-dark(#855300, #e5b53d);
  --info: light-dark(#0b5cad, #6cb6ff);
  --clear: light-dark(#0f766e, #4ec9b0); }
.vscode-light, .vscode-high-contrast-light { color-scheme: light; }
.vscode-dark, .vscode-high-contrast:not(.vscode-high-contrast-light) { color-scheme: dark; }
body { margin: 0 auto; max-width: 1100px; padding: 20px 28px 60px; background: var(--ground); color: var(--text);
  font: var(--vscode-font-size, 14px)/1.5 var(--vscode-font-family, system-ui, sans-serif); }
h1 { font-size: 1.6em; font-weight: 600; margin: 0 0 2px; } h2 { font-size: 1.15em; margin: 28px 0 8px; }
p { margin: 4px 0; } .muted, figcaption, caption { color: var(--muted); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 12px 32px; margin: 18px 0; }
figure { margin: 0; } figure:first-child { grid-column: 1 / -1; } figure svg { width: 100%; display: block; margin: 6px 0; }
figure:first-child > svg { height: 18px; } figcaption { font-weight: 600; }
.bar { fill: var(--muted); } svg text { fill: var(--text); font-size: 11px; text-anchor: middle; }
.bar.error { fill: var(--error); } .bar.warning { fill: var(--warning); } .bar.info { fill: var(--info); } .bar.clear { fill: var(--clear); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 6px 0 0; padding: 0; }
figure .legend svg { display: inline-block; width: 1em; height: 1em; margin: 0 .5em 0 0; vertical-align: -.1em; }
.tools { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; margin: 12px 0; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 14px; } legend { float: left; margin-right: 10px; }
input[type="search"] { min-width: 260px; padding: 4px 8px; background: var(--field); color: inherit; border: 1px solid var(--line); border-radius: 3px; font: inherit; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 3px; padding: 3px 10px; cursor: pointer; }
th button { border: 0; padding: 0; font-weight: 600; } button.place { border: 0; padding: 0; color: var(--link); text-align: left; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; } caption { text-align: left; padding: 2px 0; }
th, td { text-align: left; vertical-align: top; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; } td.name { overflow-wrap: anywhere; min-width: 10em; }
td.level { white-space: nowrap; font-weight: 600; }
.error > td.level { color: var(--error); } .warning > td.level { color: var(--warning); } .info > td.level { color: var(--info); }
th[aria-sort="ascending"] button::after { content: " ▲"; } th[aria-sort="descending"] button::after { content: " ▼"; }
ul.plain { margin: 4px 0; padding-left: 20px; } tr[hidden] { display: none; }
@media print { .tools { display: none; } }
`;
