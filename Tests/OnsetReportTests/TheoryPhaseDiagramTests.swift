import Foundation
import OnsetCore
import OnsetReport
import OnsetTheory
import Testing

/// The phase diagram as a drawing: well formed, and its line where the edge of chaos is known to be.
@Suite struct TheoryPhaseDiagramTests {
  /// (σ_w², σ_b²) of golden points of the edge of chaos.
  static let edges: [(name: String, points: [(Double, Double)])] = [
    (
      "tanh",
      [
        (1, 0), (1.4242052904885958, 0.01), (1.760954639606739, 0.05), (1.9860726411358642, 0.1),
        (2.2851524737201925, 0.2),
      ]
    ),
    (
      "selu",
      [
        (0.4767710178827529, 0), (0.7602325607608079, 0.01), (0.9017658917663288, 0.05),
        (0.9803272864429879, 0.1),
      ]
    ),
  ]

  @Test(arguments: edges.indices)
  func theCriticalLinePassesThroughTheGoldenPoints(index: Int) throws {
    let (name, points) = Self.edges[index]
    let report = try TheoryReport(Activation.named(name))
    let chart = try report.phaseDiagramChart()
    let document = try MarkupDocument(parsing: chart.document)
    let line = try #require(document.element(identified: "onset-critical-line"))
    let strokes = MarkupDocument.strokes(of: try #require(line.attributes["d"]))
    let frame = chart.frame
    for (weight, bias) in points {
      let place = frame.place(weight, bias)
      #expect(place.x >= 0 && place.x <= frame.width && place.y >= 0 && place.y <= frame.height)
      #expect(distance(from: place, to: strokes) < 1, "\(name) \(weight) \(bias)")
      // A point a twentieth of the axis further left is not on the line: the test can fail.
      let aside = ChartPlace(x: place.x - frame.width / 20, y: place.y)
      #expect(distance(from: aside, to: strokes) > 1)
    }
  }

  @Test func theLineOfReLUIsVertical() throws {
    let chart = try TheoryReport(.relu).phaseDiagramChart()
    let document = try MarkupDocument(parsing: chart.document)
    let line = try #require(document.element(identified: "onset-critical-line"))
    let strokes = MarkupDocument.strokes(of: try #require(line.attributes["d"]))
    let x = chart.frame.place(2, 0).x
    #expect(strokes.count == 1)
    for corner in strokes[0] { #expect(abs(corner.x - x) < 0.01) }
  }

  @Test(arguments: ["gelu", "sigmoid", "sign", "square", "cos", "linear", "sin_30"])
  func everyDiagramIsWellFormedAndSmall(name: String) throws {
    let text = try TheoryReport(Activation.named(name)).phaseDiagram()
    let document = try MarkupDocument(parsing: text)
    #expect(document.elements[0].name == "svg")
    #expect(text.utf8.count < 400_000)
    #expect(!text.contains("nan") && !text.contains("inf,"))
  }

  /// Moments that overflow or hardly exist end in a drawing all the same.
  @Test(arguments: ["exp(x)", "abs(x)^0.75", "x^9"])
  func formulasWithoutLimitsAreDrawn(formula: String) throws {
    let text = try TheoryReport(Activation(expression: formula)).phaseDiagram()
    #expect(throws: Never.self) { try MarkupDocument(parsing: text) }
  }

  /// E[φ′²] of √|x| is ∫ 1/(4|x|): there is nothing to draw.
  @Test(arguments: ["sqrt(abs(x))", "tan(x)"])
  func formulasWithoutMomentsAreRefused(formula: String) throws {
    #expect(throws: OnsetError.self) { try TheoryReport(Activation(expression: formula)) }
  }

  /// The distance of a place from the nearest stroke, in pixels.
  private func distance(
    from place: ChartPlace, to strokes: [[(x: Double, y: Double)]]
  ) -> Double {
    var nearest = Double.infinity
    for stroke in strokes {
      for (a, b) in zip(stroke, stroke.dropFirst()) {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let length = dx * dx + dy * dy
        let share = length > 0 ? ((place.x - a.x) * dx + (place.y - a.y) * dy) / length : 0
        let t = min(1, max(0, share))
        nearest = min(nearest, hypot(place.x - a.x - t * dx, place.y - a.y - t * dy))
      }
    }
    return nearest
  }
}
