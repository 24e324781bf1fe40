public import OnsetCore
import OnsetTheory

/// What `onset theory` shows without an activation: every one that is known by name, with its gain and
/// its critical gain.
public struct ActivationTable: Codable, Sendable {
  /// The schema's name and version.
  public var schema = "onset.theory/1"
  /// One entry per activation.
  public var activations: [Entry]

  /// One activation.
  public struct Entry: Codable, Sendable {
    /// The name.
    public var name: String
    /// The formula.
    public var formula: String
    /// 1/√E[φ²] at q = 1.
    public var gain: Double?
    /// χ₁ at the gain, q = 1.
    public var chi1: Double?
    /// The scales that keep signals and gradients.
    public var criticalPoint: TheoryDocument.Point
  }

  /// Every activation that is known by name.
  ///
  /// - Throws: `OnsetError` where the solver finds no moments.
  /// - Complexity: About 20 ms an activation and core.
  public static func all() throws(OnsetError) -> ActivationTable {
    var entries: [Entry] = []
    for activation in Activation.all { entries.append(try Entry(activation)) }
    return ActivationTable(activations: entries)
  }

  /// The table for people.
  ///
  /// - Parameter width: Columns of the terminal.
  public func lines(width: Int) -> [String] {
    var table = TextTable(columns: [
      .init("activation"), .init("gain", isNumeric: true),
      .init("χ₁", isNumeric: true), .init("critical gain", isNumeric: true),
      .init("q*", isNumeric: true), .init("σ_b²", isNumeric: true), .init("κ", isNumeric: true),
      .init("critical point"),
    ])
    table.rows = activations.map(\.cells)
    return table.lines(width: width) + [""]
      + TextTable.wrapped(
        "gain: keeps E[φ²] at q = 1; χ₁: factor of the squared gradient per layer at that gain; "
          + "critical gain: keeps gradients, and signals at q* with biases of variance σ_b² or with "
          + "the share κ of the activation's squared mean kept out by centring rows.", to: width)
  }
}

extension ActivationTable.Entry {
  init(_ activation: Activation) throws(OnsetError) {
    let moments = TheoryDocument.Moments(
      activation.moments(secondMoment: 1), at: 1, parity: activation.parity)
    self.init(
      name: activation.name, formula: activation.formula, gain: moments.gain, chi1: moments.chi1,
      criticalPoint: TheoryDocument.Point(try CriticalitySolver(activation: activation).solve()))
  }

  var cells: [String] {
    let point = criticalPoint
    let kind =
      switch point.kind {
      case .critical: "stable"
      case .scaleFree: "every scale"
      case .compromise: "compromise"
      case .chaotic: "not stable"
      case .noGradient: "no gradient"
      }
    let numbers = [
      gain, chi1, point.gain, point.secondMoment, point.biasVariance, point.rowCentering,
    ]
    return [name] + numbers.map { NumberText.short($0, digits: 4) } + [kind]
  }
}
