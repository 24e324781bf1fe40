/// The outline of a path element: moves, lines and rectangles, in hundredths of a pixel.
package struct SVGPath: Sendable {
  /// The value of the attribute `d`.
  package private(set) var data = ""

  package init() {}

  /// Starts a stroke at a place.
  package mutating func move(to place: ChartPlace) { append("M", place) }

  /// Draws a straight line from where the stroke is.
  package mutating func line(to place: ChartPlace) { append("L", place) }

  /// Adds a whole rectangle.
  package mutating func rectangle(x: Double, y: Double, width: Double, height: Double) {
    data += "M\(x.svg) \(y.svg)h\(width.svg)v\(height.svg)h\((-width).svg)z"
  }

  private mutating func append(_ command: Character, _ place: ChartPlace) {
    data += "\(command)\(place.x.svg) \(place.y.svg)"
  }
}

/// A place in a drawing, in pixels from its top left corner.
package struct ChartPlace: Hashable, Sendable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

extension Double {
  /// The number as an SVG length, in hundredths.
  package var svg: String {
    let rounded = (self * 100).rounded() / 100
    guard rounded == rounded.rounded(), abs(rounded) < 1e15 else { return "\(rounded)" }
    return "\(Int(rounded))"
  }
}
