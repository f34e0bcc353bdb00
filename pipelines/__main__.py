from pipelines.cli import main

if __name__ == "__main__":  # processes that help with a build import this module, too
    main(prog_name="evidence")
