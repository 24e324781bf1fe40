/// The style of every page, on light and on dark ground; the reader's system chooses between them.
///
/// No character in it means anything in XML: a page is well-formed with the sheet written as it is.
package enum HTMLStyle {
  /// The style sheet.
  package static let sheet = """
    :root{color-scheme:light dark;\(variables(.light))}
    @media (prefers-color-scheme: dark){:root{\(variables(.dark))}}
    *{box-sizing:border-box}
    html{scroll-padding-top:4.5rem}
    body{margin:0 auto;max-width:76rem;padding:2rem 1.25rem 3rem;background:var(--desk);
    color:var(--ink);font:15px/1.5 system-ui,sans-serif}
    h1,h2,h3{line-height:1.25;font-weight:600}
    h1{font-size:1.9rem;margin:0 0 .75rem;overflow-wrap:anywhere}
    h2{font-size:1.2rem;margin:2.5rem 0 .75rem}
    h3{font-size:1rem;margin:0;display:flex;flex-wrap:wrap;gap:.3rem .5rem;align-items:baseline}
    p{margin:.4rem 0;max-width:52rem}
    a{color:var(--predicted)}
    a:focus-visible,.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--predicted);
    outline-offset:2px;border-radius:3px}
    pre{margin:.3rem 0 0;padding:.55rem .75rem;background:var(--desk);border:1px solid var(--rule);
    border-radius:6px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
    footer pre{background:var(--paper)}
    code,.name{font-family:ui-monospace,SFMono-Regular,Menlo,DejaVu Sans Mono,monospace;
    font-size:.92em;unicode-bidi:isolate}
    h1.name{font-family:inherit;font-size:1.9rem}
    .kicker{margin:0;color:var(--faint);font-size:.85rem;letter-spacing:.06em}
    .verdict{display:inline-block;margin:0 0 1rem;padding:.2rem .7rem;border-radius:1rem;
    border:1px solid currentcolor;font-weight:600;background:var(--paper)}
    .error{color:var(--error)}.warning{color:var(--warning)}.note{color:var(--note)}
    .good{color:var(--good)}
    .facts{display:flex;flex-wrap:wrap;gap:.75rem 2.25rem;margin:0}
    .facts dt{color:var(--faint);font-size:.8rem}
    .facts dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
    nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-top:1.25rem;padding-top:.75rem;
    border-top:1px solid var(--rule)}
    .findings{list-style:none;margin:0;padding:0;display:grid;gap:.75rem}
    .findings li{background:var(--paper);border:1px solid var(--rule);
    border-left:4px solid currentcolor;border-radius:8px;padding:.85rem 1rem 1rem}
    .findings h3,.findings p,.findings pre{color:var(--ink)}
    .findings .at,.findings .fix{color:var(--faint);font-weight:400}
    .findings .fix{margin:.6rem 0 0;font-size:.8rem}
    .tag{display:inline-block;padding:0 .45rem;border:1px solid currentcolor;border-radius:.7rem;
    font-size:.75rem;font-weight:600;line-height:1.25rem;text-decoration:none;white-space:nowrap}
    a.tag:hover{text-decoration:underline}
    .tag.error{color:var(--error)}.tag.warning{color:var(--warning)}.tag.note{color:var(--note)}
    figure{margin:0 0 1rem;background:var(--paper);border:1px solid var(--rule);border-radius:8px;
    padding:.5rem}
    .onset-chart{display:block;width:100%;min-width:44rem;height:auto}
    .onset-chart a:focus-visible path{stroke:var(--ink);stroke-width:2}
    .scroll{overflow-x:auto}
    .legend,.unknown{color:var(--faint);font-size:.9rem}
    .unknown ul{columns:20rem;margin:.5rem 0;padding-left:1.2rem}
    table{border-collapse:separate;border-spacing:0;width:100%;background:var(--paper);
    border:1px solid var(--rule);border-radius:8px;font-size:.87rem}
    caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    th,td{padding:.45rem .5rem;text-align:left;vertical-align:top;font-weight:400;
    border-bottom:1px solid var(--rule)}
    tbody tr:last-child th,tbody tr:last-child td{border-bottom:0}
    thead th{color:var(--faint);font-size:.8rem;vertical-align:bottom;white-space:nowrap;
    background:var(--paper)}
    thead tr:first-child th{border-radius:8px 8px 0 0}
    thead .group{text-align:center;padding-bottom:0;border-bottom:0}
    .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    thead .number,thead .group.number{text-align:right}
    .first,.second{display:block}
    .second{color:var(--faint);font-size:.92em}
    .faint{color:var(--faint)}
    tbody th,tbody td{overflow-wrap:anywhere;min-width:12rem}
    tbody th{min-width:15rem}
    tbody td.number{overflow-wrap:normal;min-width:0}
    tbody .name{font-size:.95em;font-weight:600}
    tbody .second.name{font-weight:400;font-size:.85em}
    th .tag{margin:.2rem .25rem 0 0}
    td.measured .first{color:var(--measured)}
    td.predicted .first{color:var(--predicted)}
    tr:target,.findings li:target{background:var(--mark)}
    footer{margin-top:2.5rem;padding-top:.75rem;border-top:1px solid var(--rule)}
    @media (min-width:76rem){#layers .scroll{overflow:visible}
    thead{position:sticky;top:0;z-index:1}}
    @media print{body{max-width:none;background:none;font-size:11px}
    .scroll{overflow:visible}nav{display:none}figure,.findings li,tr{break-inside:avoid}}
    """

  private static func variables(_ palette: ChartPalette) -> String {
    [
      ("paper", palette.paper), ("desk", palette.desk), ("ink", palette.ink),
      ("faint", palette.faint), ("rule", palette.rule), ("mark", palette.mark),
      ("predicted", palette.predicted), ("measured", palette.measured), ("error", palette.error),
      ("warning", palette.warning), ("note", palette.note), ("good", palette.good),
    ].map { "--\($0):\($1)" }.joined(separator: ";")
  }
}
