import ArgumentParser

@main
struct OnsetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "onset", abstract: "Gets the starting weights of neural networks right.")
}
