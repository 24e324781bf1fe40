/// Curves over one range of arguments, drawn with text: a title, a frame with the range's ends, and a
/// mark on each curve where it is of interest.
package struct TerminalChart {
  /// A function to draw.
  package struct Curve {
    /// The values at equally spaced arguments over the chart's range.
    package var values: [Double]
    /// Whether only every third dot is drawn.
    package var isDotted: Bool

    package init(values: [Double], isDotted: Bool = false) {
      self.values = values
      self.isDotted = isDotted
    }
  }

  /// What the chart shows.
  package var title: String
  /// What runs to the right.
  package var argument: String
  /// The arguments at the ends, and also the values at the ends: the frame is square.
  package var range: ClosedRange<Double>
  /// The curves, the first one undermost.
  package var curves: [Curve]
  /// An argument to mark on the diagonal, where a map has a fixed point.
  package var mark: Double?

  package init(
    title: String, argument: String, range: ClosedRange<Double>, curves: [Curve],
    mark: Double? = nil
  ) {
    self.title = title
    self.argument = argument
    self.range = range
    self.curves = curves
    self.mark = mark
  }

  /// The chart as lines of text of at most `columns` characters.
  ///
  /// - Parameters:
  ///   - columns: Characters side by side, at least 24.
  ///   - rows: Lines of the frame's inside.
  package func lines(columns: Int, rows: Int) -> [String] {
    let (low, high) = (
      NumberText.short(range.lowerBound, digits: 3), NumberText.short(range.upperBound, digits: 3)
    )
    let margin = max(low.count, high.count) + 1
    var canvas = BrailleCanvas(columns: columns - margin - 1, rows: rows)
    for curve in curves { draw(curve, on: &canvas) }
    let inside = marked(canvas.lines, canvas)
    let body = inside.enumerated().map { row, line in
      let label = row == 0 ? high : row == rows - 1 ? low : ""
      return pad(label, to: margin - 1) + " │" + line
    }
    let axis =
      String(repeating: " ", count: margin) + "└"
      + String(repeating: "─", count: canvas.columns)
    let gap = canvas.columns - low.count - argument.count - high.count
    let (left, right) = (max(1, gap / 2), max(1, gap - gap / 2))
    let labels =
      String(repeating: " ", count: margin + 1) + low
      + String(repeating: " ", count: left) + argument + String(repeating: " ", count: right) + high
    return [String(title.prefix(columns))] + body + [axis, String(labels.prefix(columns))]
  }

  /// Charts beside each other, each padded to `columns` characters.
  package static func beside(_ charts: [[String]], columns: Int) -> [String] {
    (0..<(charts.map(\.count).max() ?? 0)).map { row in
      let cells = charts.map { row < $0.count ? $0[row] : "" }
      let padded = cells.dropLast().map {
        $0 + String(repeating: " ", count: max(0, columns - $0.count))
      }
      return (padded + cells.suffix(1)).joined(separator: "  ")
    }
  }

  private func draw(_ curve: Curve, on canvas: inout BrailleCanvas) {
    let places = curve.values.map { row(of: $0, canvas) }
    guard places.count > 1 else { return }
    var previous: Int?
    for x in 0..<canvas.width {
      let position = Double(x) / Double(canvas.width - 1) * Double(places.count - 1)
      let index = min(Int(position), places.count - 2)
      let (left, right) = (places[index], places[index + 1])
      let y = left + (position - Double(index)) * (right - left)
      guard y.isFinite, abs(y) < 1e6 else {
        previous = nil
        continue
      }
      let dot = Int(y.rounded())
      // A steep curve is drawn without gaps.
      let start = previous.map { $0 < dot ? $0 + 1 : $0 > dot ? $0 - 1 : dot } ?? dot
      previous = dot
      if curve.isDotted, x % 3 != 0 { continue }
      for y in min(start, dot)...max(start, dot) { canvas.dot(x, curve.isDotted ? dot : y) }
    }
  }

  /// The row of dots of a value, counted from below, not rounded.
  private func row(of value: Double, _ canvas: BrailleCanvas) -> Double {
    position(of: value) * Double(canvas.height - 1)
  }

  private func position(of value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// The lines with a filled circle at the mark.
  private func marked(_ lines: [String], _ canvas: BrailleCanvas) -> [String] {
    guard let mark, range.contains(mark) else { return lines }
    let x = Int((position(of: mark) * Double(canvas.width - 1)).rounded()) / 2
    let y = (canvas.height - 1 - Int(row(of: mark, canvas).rounded())) / 4
    var lines = lines
    var characters = Array(lines[y])
    characters[x] = "●"
    lines[y] = String(characters)
    return lines
  }

  private func pad(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
