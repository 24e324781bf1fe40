import OnsetCore
import OnsetModels

/// `unaccounted-tensor`: a stored tensor that no layer is known to use.
struct UnaccountedTensor: Rule {
  static let page = RulePage(
    id: "unaccounted-tensor", summary: "a stored tensor has no role that is known",
    meaning: """
      No operator reads the tensor, or one reads it in a way that gives it no role. It is left as it is, \
      and nothing is predicted of it. A tensor that is never read is often a layer that a change of the \
      code has cut off.
      """,
    theory: "A parameter that no output depends on has the gradient zero.",
    threshold: nil,
    remedy: "Look it up in the plan, and name it in a recipe if it is to be drawn.",
    reference: "Onset's promise that nothing is guessed silently: onset plan lists every tensor")

  func findings(in context: CheckContext) -> [Finding] {
    let unused = context.network.parameters.filter { $0.uses.isEmpty && $0.shape.count > 1 }
    let unknown = context.network.parameters.filter { $0.primaryUse?.role == .unrecognized }
    return [(unused, "no operator reads"), (unknown, "no role is known for")].compactMap {
      list, words in
      guard let first = list.first else { return nil }
      return finding(
        .note, at: first.name.text, "\(words) \(CheckContext.list(list.map(\.name.text)))",
        fix: context.command.plan())
    }
  }
}
