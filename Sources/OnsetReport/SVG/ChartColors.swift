/// The style of charts, on light and on dark ground; the reader's system chooses between them.
///
/// A map's bands run from blue (small) over the ground's own tone to orange (large), which people with
/// any kind of colour vision tell apart.
package enum ChartColors {
  /// The bands below the middle, from the furthest to the nearest, then those above it, from the nearest
  /// to the furthest, then the one for what has no value.
  package static let bandCount = 9

  /// The class of a band's elements.
  package static func bandClass(_ band: Int) -> String { "onset-band\(band)" }

  /// The style sheet that every chart carries, and every page with charts once.
  package static let styleSheet = """
    \(rules(.light)).onset-text{font:13px system-ui,sans-serif}
    .onset-title{font:600 16px system-ui,sans-serif}
    .onset-stripe-name{font:11px system-ui,sans-serif}
    .onset-halo{fill:none;stroke-width:5;stroke-linejoin:round;opacity:.75}
    .onset-line{fill:none;stroke-width:2;stroke-linejoin:round}
    .onset-dashed{stroke-dasharray:5 4}
    .onset-error-bars{stroke-width:1.25}
    .onset-outline,.onset-grid{fill:none;stroke-width:1}
    .onset-dot{stroke-width:2}
    .onset-point{stroke-width:1.75}
    .onset-pole{stroke-width:1;stroke-dasharray:2 3}
    @media (prefers-color-scheme: dark){
    \(rules(.dark))}
    """

  private static func rules(_ palette: ChartPalette) -> String {
    let bands = palette.bands.enumerated().map { ".\(bandClass($0)){fill:\($1)}\n" }.joined()
    let flags = [("error", palette.error), ("warning", palette.warning), ("note", palette.note)]
      .map { ".onset-flag.onset-\($0){fill:\($1)}\n.onset-pole.onset-\($0){stroke:\($1)}\n" }
      .joined()
    return """
      .onset-paper{fill:\(palette.paper)}
      .onset-text,.onset-title{fill:\(palette.ink)}
      .onset-line,.onset-outline{stroke:\(palette.ink)}
      .onset-halo{stroke:\(palette.paper)}
      .onset-dot{fill:\(palette.ink);stroke:\(palette.paper)}
      .onset-grid{stroke:\(palette.rule)}
      .onset-stripe{fill:\(palette.stripe)}
      .onset-stripe-name{fill:\(palette.faint)}
      .onset-spread{fill:\(palette.predicted);fill-opacity:.18}
      .onset-line.onset-predicted{stroke:\(palette.predicted)}
      .onset-line.onset-measured{stroke:\(palette.measured)}
      .onset-point.onset-predicted{fill:\(palette.paper);stroke:\(palette.predicted)}
      .onset-point.onset-measured{fill:\(palette.measured);stroke:\(palette.paper)}
      \(flags)\(bands)
      """
  }
}
