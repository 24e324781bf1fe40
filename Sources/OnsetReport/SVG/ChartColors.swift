/// The colours of charts, on light and on dark ground; the reader's system chooses between them.
///
/// A map's bands run from blue (small) over the ground's own tone to orange (large), which people with
/// any kind of colour vision tell apart.
package enum ChartColors {
  /// The bands below the middle, from the furthest to the nearest, then those above it, from the nearest
  /// to the furthest, then the one for what has no value.
  package static let bandCount = 9

  /// The class of a band's elements.
  package static func bandClass(_ band: Int) -> String { "onset-band\(band)" }

  /// The colours of one ground.
  private struct Palette {
    var paper: String
    var ink: String
    var bands: [String]
  }

  private static let light = Palette(
    paper: "#ffffff", ink: "#1f2328",
    bands: [
      "#2f6db5", "#6a9fd4", "#a5c8e8", "#d8e7f4", "#fbe5cf", "#f5c08d", "#e8914a", "#c9631a",
      "#a3a3a3",
    ])
  private static let dark = Palette(
    paper: "#14181d", ink: "#e6e9ec",
    bands: [
      "#4f8fd6", "#3a6da6", "#2b4d73", "#202f42", "#3d2d20", "#6e4620", "#a5642a", "#dd8a43",
      "#5c6066",
    ])

  /// The style sheet that every chart carries.
  package static let styleSheet = """
    \(rules(light)).onset-text{font:13px system-ui,sans-serif}
    .onset-title{font:600 16px system-ui,sans-serif}
    .onset-halo{fill:none;stroke-width:5;stroke-linejoin:round;opacity:.75}
    .onset-line{fill:none;stroke-width:2;stroke-linejoin:round}
    .onset-dashed{stroke-dasharray:5 4}
    .onset-outline{fill:none;stroke-width:1}
    .onset-dot{stroke-width:2}
    @media (prefers-color-scheme: dark){
    \(rules(dark))}
    """

  private static func rules(_ palette: Palette) -> String {
    let bands = palette.bands.enumerated().map { ".\(bandClass($0)){fill:\($1)}\n" }.joined()
    return """
      .onset-paper{fill:\(palette.paper)}
      .onset-text,.onset-title{fill:\(palette.ink)}
      .onset-line,.onset-outline{stroke:\(palette.ink)}
      .onset-halo{stroke:\(palette.paper)}
      .onset-dot{fill:\(palette.ink);stroke:\(palette.paper)}
      \(bands)
      """
  }
}
