from pipelines.cli.command import run

if __name__ == "__main__":  # processes that help with a build import this module, too
    run()
