/// The colours on one ground, for charts and for the pages around them.
///
/// Blue and orange tell predicted from measured, and below from above, for any kind of colour vision;
/// text reaches a contrast of 4.5 : 1 on its ground.
package struct ChartPalette: Sendable {
  /// The ground of a chart.
  package var paper: String
  /// The ground around charts.
  package var desk: String
  package var ink: String
  /// Text that steps back.
  package var faint: String
  /// Thin lines.
  package var rule: String
  /// Every second stripe.
  package var stripe: String
  /// The ground of what a link has led to.
  package var mark: String
  package var predicted: String
  package var measured: String
  package var error: String
  package var warning: String
  package var note: String
  package var good: String
  /// The bands of a map; see ``ChartColors/bandCount``.
  package var bands: [String]

  package static let light = ChartPalette(
    paper: "#ffffff", desk: "#f4f5f7", ink: "#1f2328", faint: "#5b6470", rule: "#dfe3e8",
    stripe: "#f5f7f9", mark: "#fff6d6", predicted: "#2563ae", measured: "#c2560c", error: "#b3261e",
    warning: "#8a5a00", note: "#52606d", good: "#1a7f4b",
    bands: [
      "#2f6db5", "#6a9fd4", "#a5c8e8", "#d8e7f4", "#fbe5cf", "#f5c08d", "#e8914a", "#c9631a",
      "#a3a3a3",
    ])
  package static let dark = ChartPalette(
    paper: "#14181d", desk: "#0c0f13", ink: "#e6e9ec", faint: "#9aa4af", rule: "#2b323b",
    stripe: "#191e25", mark: "#2b2717", predicted: "#6aa6ea", measured: "#f0964e", error: "#ff8a80",
    warning: "#e3b341", note: "#a5b1bd", good: "#57c98a",
    bands: [
      "#4f8fd6", "#3a6da6", "#2b4d73", "#202f42", "#3d2d20", "#6e4620", "#a5642a", "#dd8a43",
      "#5c6066",
    ])
}
