import OnsetModels

/// `recurrent-spectrum`: a hidden-to-hidden matrix that blows up or forgets over time.
struct RecurrentSpectrum: Rule {
  static let page = RulePage(
    id: "recurrent-spectrum", summary: "a recurrent matrix grows or forgets over time",
    meaning: """
      The same matrix is applied at every step. Too large, the state saturates and gradients explode over \
      time; too small, nothing is remembered beyond a few steps.
      """,
    theory: """
      The root mean square singular value s = √(n E[w²]) is 1 for an orthogonal matrix and the spectral radius \
      of a large random one (circular law). A linear recurrence multiplies by sᵗ over t steps. PyTorch's \
      default U(±1/√n) has s = 0.577: 0.4 % after ten steps.
      """,
    threshold: RulePage.Threshold(
      1.3,
      """
      s of one gate, or its inverse where the cell has no gates. A warning above the threshold, a factor of 14 over \
      ten steps; a note where a plain cell forgets as fast.
      """),
    remedy: "Draw it orthogonal, each gate on its own (auto).",
    reference: "Saxe et al. 2014, arXiv:1312.6120; Le et al. 2015, arXiv:1504.00941")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    var findings: [Finding] = []
    for index in context.parameters([.recurrentHiddenKernel]) {
      let name = context.name(of: index)
      for block in context.profiles[index]?.blocks ?? [] {
        let size = (Double(block.columns) * block.secondMoment).squareRoot()
        let isPlain = context.profiles[index]?.blocks.count == 1
        guard size > limit || (isPlain && size < 1 / limit) else { continue }
        let gate = block.name.isEmpty ? "" : " of gate '\(block.name)'"
        findings.append(
          finding(
            size > limit ? .warning : .note, at: name,
            "the root mean square singular value\(gate) is \(size.brief), where 1 keeps a state",
            fix: context.command.initialize([name], rule: Self.id)))
        break
      }
    }
    return findings
  }
}
