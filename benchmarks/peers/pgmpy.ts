/**
 * pgmpy's variable elimination (numpy back end) from a checkout of its sources, timed inside Python by its own CPU time.
 *
 * It imports libraries at its start that inference does not touch (torch, statsmodels, scikit-learn, …). Where one is
 * not installed an empty stand-in takes its place. Nothing of pgmpy is kept here.
 */
import { runPython } from './python.ts'

const script = `
import importlib.abc, importlib.machinery, importlib.util, json, logging, statistics, sys, time, types
sys.path.insert(0, sys.argv[1])
optional = {"torch", "statsmodels", "sklearn", "google", "xgboost", "daft", "pyro"}
absent = {name for name in optional if importlib.util.find_spec(name) is None}
class Empty(types.ModuleType):
    __path__ = []
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})
class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in absent:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
    def create_module(self, spec):
        return Empty(spec.name)
    def exec_module(self, module):
        pass
sys.meta_path.append(StandIn())
try:
    from pgmpy.readwrite import BIFReader
    from pgmpy.inference import VariableElimination
    import numpy
except ImportError:
    print("null"); sys.exit()
logging.disable(logging.CRITICAL)
answers = []
for task in json.load(sys.stdin):
    model = BIFReader(string=task["bif"], n_jobs=1).get_model()
    inference = VariableElimination(model)
    def ask(query):
        return inference.query([query["of"]], evidence=query["given"], show_progress=False)
    seconds = []
    for _ in range(task["runs"]):
        start = time.process_time()
        for query in task["queries"]:
            ask(query)
        seconds.append(time.process_time() - start)
    found = []
    for query in task["queries"]:
        factor = ask(query)
        names = factor.state_names[query["of"]]
        found.append({str(name): float(p) for name, p in zip(names, factor.values)})
    answers.append({"seconds": statistics.median(seconds[1:]), "found": found})
print(json.dumps({"numpy": numpy.__version__, "answers": answers}))
`

export type InferenceTask = { bif: string; queries: { of: string; given: Record<string, string> }[]; runs: number }

/** `seconds` for all queries of a task; `found`: for each query the probability of every level. */
export type PgmpyAnswers = { numpy: string; answers: { seconds: number; found: Record<string, number>[] }[] }

/** `folder` is the root of a checkout; `undefined` when no Python here can import it. */
export function askPgmpy(folder: string, tasks: readonly InferenceTask[], python?: string): PgmpyAnswers | undefined {
  return runPython<PgmpyAnswers>(script, tasks, { args: [folder], ...(python === undefined ? {} : { python }) })
}
