/// Something drawn from data inside a chart's frame: a line, a point, a map of colours.
package protocol ChartMark: Sendable {
  /// What to draw, in the frame's own coordinates.
  func elements(in frame: ChartFrame) -> [MarkupElement]

  /// Whether it is cut off at the frame's edges; a dot at the edge is better shown whole.
  var isClipped: Bool { get }
}

extension ChartMark {
  package var isClipped: Bool { true }
}
