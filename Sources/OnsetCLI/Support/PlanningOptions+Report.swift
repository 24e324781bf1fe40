import Onset

extension PlannedModel {
  /// The plan as a JSON document.
  func document(of path: String) throws(OnsetError) -> PlanDocument {
    try PlanDocument(plan, model: PlanDocument.Model(path: path, network: network))
  }
}

extension PlanningOptions {
  /// Prints the plan as a table, and writes it as JSON where that is asked for.
  func report(_ planned: PlannedModel) throws(OnsetError) {
    if let json { try JSONOutput.write(planned.document(of: model), to: json) }
    guard !quiet, json != "-" else { return }
    for line in try PlanTable.lines(planned.plan, width: Terminal.standardOutputWidth) {
      print(line)
    }
  }
}
