import OnsetCore
import OnsetModels

/// `not-finite`: NaN or infinity among the stored weights.
struct NotFinite: Rule {
  static let page = RulePage(
    id: "not-finite", summary: "a stored weight is NaN or infinite",
    meaning: """
      One such number spreads to every output in the first forward pass and to every weight in the first \
      update. It usually comes from a run that diverged, a conversion to float16 that overflowed, or a \
      damaged file.
      """,
    theory: "x + NaN = NaN; 0 · ∞ = NaN. There is no size of learning rate that gets rid of it.",
    threshold: nil,
    remedy: "Draw the tensor anew, or go back to a checkpoint from before the numbers broke.",
    reference: "IEEE 754-2019, doi:10.1109/IEEESTD.2019.8766229")

  func findings(in context: CheckContext) -> [Finding] {
    let broken = context.profiles.indices.filter { context.profiles[$0]?.firstNonFinite != nil }
    return broken.prefix(Self.mostFindings).map { index in
      let place = context.name(of: index)
      let element = context.profiles[index]?.firstNonFinite ?? 0
      return finding(
        .error, at: place,
        "element \(element) of \(context.network.parameters[index].shape) is no number",
        fix: context.command.initialize([place], options: ["--allow-non-finite"]))
    }
  }

  /// A file that is broken everywhere needs no list of all its tensors.
  private static let mostFindings = 10
}
