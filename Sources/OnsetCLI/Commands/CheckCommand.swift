import ArgumentParser
import Onset

/// `onset check`: what the starting weights do, and what is wrong with them.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what a model's starting weights do to signals and gradients.",
    discussion: """
      Judges the weights as found, or those that --scheme or --recipe would draw: one row per layer with \
      the second moments q = E[x²] of what goes in and out and of the gradient, as predicted by theory \
      and as measured by running the model forward and back, then the findings, each with its cause and \
      a command that puts it right.

      Example: onset check model.onnx --scheme auto --seeds 4 --html report.html

      Exit codes: 0 healthy, 1 findings at or above --fail-on, 2 bad usage or bad input.
      """)

  @OptionGroup var planning: PlanningOptions
  @OptionGroup var options: CheckOptions

  func run() throws {
    if let html = options.html { try HTMLOutput.check(html) }
    let thresholds = try Thresholds(options.threshold)
    let checked = try check(thresholds)
    let document = CheckDocument(
      checked.check,
      model: PlanDocument.Model(path: planning.model, network: checked.network),
      failing: options.failing)
    if let json = planning.json { try JSONOutput.write(document, to: json) }
    if let path = options.html {
      try HTMLOutput.write(page(document, of: checked.plan).html, to: path)
    }
    if !planning.quiet, planning.json != "-" {
      for line in CheckTable.lines(checked.check, width: Terminal.standardOutputWidth) {
        print(line)
      }
      if let path = options.html { print("\nwritten to \(path)") }
    }
    if !document.healthy { throw ExitCode(1) }
  }

  /// Reads the model, plans where that is asked for, and checks.
  private func check(
    _ thresholds: Thresholds
  ) throws -> (check: ModelCheck, network: Network, plan: Plan?) {
    let file = try ONNXModel(contentsOf: planning.model)
    var shapes = try InputShapes.parse(planning.inputShape)
    let open = try file.network(inputShapes: shapes)
    let signals = try CheckedSignals(options, in: open)
    shapes.merge(signals.shapes) { given, _ in given }
    if let batch = options.batch { shapes = open.filling(batch: batch, in: shapes) }
    let network = try file.network(inputShapes: shapes)
    try file.checkOperators(of: network)
    let plan = try planning.requestedPlan(for: network)
    let check = try ModelCheck(
      network, store: file, plan: plan, inputs: signals.inputs, cotangents: signals.cotangents,
      measurement: try measurement(of: network, file, plan, signals), thresholds: thresholds,
      command: FixCommand(model: planning.model, source: plan?.source))
    return (check, network, plan)
  }

  private func page(_ document: CheckDocument, of plan: Plan?) -> CheckPage {
    CheckPage(
      document, command: FixCommand.line(["onset"] + CommandLine.arguments.dropFirst()),
      weights: plan.map { "as \($0.source) would draw them" } ?? "as found in the file")
  }

  /// Runs the model; where it cannot be run, says so and leaves prediction alone.
  private func measurement(
    of network: Network, _ file: ONNXModel, _ plan: Plan?, _ signals: CheckedSignals
  ) throws -> Measurement? {
    guard !options.predictOnly else { return nil }
    guard options.seeds == 1 || plan != nil else {
      throw OnsetError(
        .invalidArgument, "--seeds draws new weights, and nothing says from which scheme",
        fix: "add --scheme auto, for example")
    }
    var bar = ProgressBar(
      "measuring", isInteractive: Terminal.standardErrorIsInteractive && !planning.quiet)
    defer { bar.finish() }
    do {
      let feed = try MeasurementFeed(
        for: network, inputs: try signals.inputTensors(), cotangents: try signals.cotangentTensors()
      )
      if options.mode == .evaluation {
        CommandFailure.note("predicted is training mode, measured is evaluation mode")
      }
      return try Measurement(
        of: network, store: file, plan: plan, seeds: options.seeds, feed: feed, mode: options.mode
      ) { bar.update(done: $0, of: options.seeds) }
    } catch let error as OnsetError where error.code == .unsupported && !options.measureOnly {
      CommandFailure.note("not measured: \(error)")
      return nil
    }
  }
}
