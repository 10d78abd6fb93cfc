/**
 * The colours of a diagram, for light and dark surroundings. All texts keep a contrast of at least 4.5 to 1 against what
 * is behind them (WCAG 2.2, AA).
 */
export const DIAGRAM_STYLE = `
.d{--bg:#ffffff;--ink:#1c2430;--soft:#5a6675;--box:#ffffff;--line:#9aa6b4;--part:#eef2f6;--out:#f4f1ea;
--aws:#b45309;--gcp:#1d5fbf;--azure:#0f6f8c;--kubernetes:#4a4fc4;
--aws-bg:#fff8ef;--gcp-bg:#eff5ff;--azure-bg:#edf8fb;--network-bg:#fffdf8;--tier-bg:#f3f8f1;--tier:#4d7a3a;--cluster-bg:#f1f2ff;
--exposure:#c02626;--connection:#1d5fbf;--event:#8a3fb5;--access:#2f7d4f;--dependency:#9aa6b4;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){.d{--bg:#12161c;--ink:#e8edf3;--soft:#a3afbd;--box:#1b212a;--line:#566372;--part:#232b36;--out:#2a2620;
--aws:#f2a65a;--gcp:#7fb1f7;--azure:#6cc4de;--kubernetes:#a3a8ff;
--aws-bg:#1c1813;--gcp-bg:#131a26;--azure-bg:#111d22;--network-bg:#201c17;--tier-bg:#182018;--tier:#95c283;--cluster-bg:#191a2b;
--exposure:#ff8a80;--connection:#7fb1f7;--event:#d09bf0;--access:#7fcf9c;--dependency:#6b7888}}
.d-bg{fill:var(--bg)}
.d text{fill:var(--ink)}
.d-title{font-size:14px;font-weight:600}
.d-body{font-size:12px}
.d .d-small{font-size:11px;fill:var(--soft)}
.d-head{font-size:12px;font-weight:600}
.d-frame{stroke-width:1.2;rx:8}
.d-cloud-aws{fill:var(--aws-bg);stroke:var(--aws)}
.d-cloud-gcp{fill:var(--gcp-bg);stroke:var(--gcp)}
.d-cloud-azure{fill:var(--azure-bg);stroke:var(--azure)}
.d-cloud-kubernetes,.d-cluster{fill:var(--cluster-bg);stroke:var(--kubernetes)}
.d-network{fill:var(--network-bg);stroke:var(--aws);stroke-dasharray:6 3}
.d-tier{fill:var(--tier-bg);stroke:var(--tier);stroke-dasharray:2 3}
.d-box{fill:var(--box);stroke:var(--line);stroke-width:1;rx:5}
.d-part{fill:var(--part)}
.d-outside{fill:var(--out);stroke:var(--soft);rx:16}
.d-bar-aws{fill:var(--aws)}.d-bar-gcp{fill:var(--gcp)}.d-bar-azure{fill:var(--azure)}.d-bar-kubernetes{fill:var(--kubernetes)}
.d-arrow{fill:none;stroke-width:1.4}
.d-exposure{stroke:var(--exposure)}.d-connection{stroke:var(--connection)}.d-event{stroke:var(--event)}.d-access{stroke:var(--access)}
.d-dependency{stroke:var(--dependency);stroke-dasharray:3 3;stroke-width:1}
.d-tip-exposure{fill:var(--exposure)}.d-tip-connection{fill:var(--connection)}.d-tip-event{fill:var(--event)}.d-tip-access{fill:var(--access)}.d-tip-dependency{fill:var(--dependency)}
.d .d-label{font-size:11px;paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
.d .d-label-exposure{fill:var(--exposure)}.d .d-label-connection{fill:var(--connection)}.d .d-label-event{fill:var(--event)}.d .d-label-access{fill:var(--access)}
`.trim();
