import OnsetCore
import OnsetSchemes

/// A named way to choose a scheme for every parameter of a model, such as `auto` or `pytorch`.
protocol SchemeFamily: Sendable {
  /// The name on the command line.
  static var name: String { get }

  /// Decides about one parameter.
  ///
  /// - Throws: `OnsetError` when the parameter's shape and use contradict each other.
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

extension Choice {
  /// What most of the contexts ask for, the earliest among equals: parameters that an exporter merged
  /// share one decision.
  static func mostFrequent(
    of contexts: [ParameterContext], _ choose: (ParameterContext) throws(OnsetError) -> Choice
  ) throws(OnsetError) -> Choice {
    var choices: [(choice: Choice, count: Int)] = []
    for context in contexts {
      let choice = try choose(context)
      if let index = choices.firstIndex(where: { $0.choice.decision == choice.decision }) {
        choices[index].count += 1
      } else {
        choices.append((choice, 1))
      }
    }
    var best = choices.first
    for candidate in choices where candidate.count > best?.count ?? 0 { best = candidate }
    return best?.choice ?? Choice(decision: .refuse, reason: "nothing is known about it")
  }
}
