/// What the colours, lines and dots of a chart stand for, one line each, at the chart's right.
package struct ChartLegend: Sendable {
  /// The sign in front of a line of text.
  package enum Sign: Hashable, Sendable {
    /// A patch in a band's colour.
    case band(Int)
    /// A piece of line.
    case line(ChartLine.Style)
    /// A dot.
    case dot
    /// Nothing: the text is a heading.
    case none
  }

  /// One line.
  package struct Entry: Hashable, Sendable {
    package var sign: Sign
    package var text: String

    package init(_ sign: Sign, _ text: String) {
      self.sign = sign
      self.text = text
    }
  }

  package var entries: [Entry]

  private static let lineHeight = 21.0
  private static let signWidth = 24.0

  package init(_ entries: [Entry]) { self.entries = entries }

  /// What to draw, from a corner of the drawing downwards.
  func elements(left: Double, top: Double) -> [SVGElement] {
    entries.enumerated().flatMap { index, entry in
      let y = top + Double(index) * Self.lineHeight
      let indent = entry.sign == .none ? 0 : Self.signWidth + 8
      let text = SVGElement(
        "text", ["x": (left + indent).svg, "y": (y + 12).svg, "class": "onset-text"],
        text: entry.text)
      return sign(entry.sign, left: left, top: y) + [text]
    }
  }

  private func sign(_ sign: Sign, left: Double, top: Double) -> [SVGElement] {
    switch sign {
    case .band(let band):
      return [
        SVGElement(
          "rect",
          [
            "x": left.svg, "y": top.svg, "width": Self.signWidth.svg, "height": "15",
            "class": ChartColors.bandClass(band),
          ])
      ]
    case .line(let style):
      let y = (top + 7.5).svg
      return [
        SVGElement(
          "line",
          [
            "x1": left.svg, "y1": y, "x2": (left + Self.signWidth).svg, "y2": y,
            "class": style.rawValue,
          ])
      ]
    case .dot:
      let x = (left + Self.signWidth / 2).svg
      return [
        SVGElement("circle", ["cx": x, "cy": (top + 7.5).svg, "r": "5", "class": "onset-dot"])
      ]
    case .none: return []
    }
  }
}
