import OnsetCore
import OnsetSchemes

/// A named way to choose a scheme for every parameter of a model, such as `auto` or `pytorch`.
protocol SchemeFamily: Sendable {
  /// The name on the command line.
  static var name: String { get }

  /// Decides about one parameter.
  ///
  /// - Throws: ``OnsetError`` when the parameter's shape and use contradict each other.
  func choice(for context: ParameterContext) throws(OnsetError) -> Choice

  /// What the user should know about the choices as a whole.
  var remarks: [String] { get }
}

extension SchemeFamily {
  var remarks: [String] { [] }
}

/// A decision with its reason, before it becomes a ``PlanEntry``.
struct Choice {
  /// What is done.
  var decision: PlanEntry.Decision
  /// Why.
  var reason: String
  /// Whether a packed tensor is treated as one matrix, as some frameworks do, instead of part by part.
  var ignoresParts = false

  /// New values are drawn by a scheme.
  static func draw(_ scheme: Scheme, _ reason: String, ignoresParts: Bool = false) -> Choice {
    Choice(decision: .initialize(scheme), reason: reason, ignoresParts: ignoresParts)
  }

  /// The values in the file stay.
  static func keep(_ reason: String) -> Choice { Choice(decision: .keep, reason: reason) }
}
