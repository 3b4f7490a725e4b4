// The scripts a language brings to the conformance suite: the same behaviour in each. A new bridge fills this in and
// passes `conformance.test.ts` unchanged.

/** One script per behaviour; the comment says what it must do. */
export interface ConformanceScripts {
  /** Registers `test:<type>` for each of the nine results, each answering with its constructor and the values of the suite. */
  readonly results: string;
  /** `test:nothing` returns nothing; `test:annotated` annotates `continue_()` with `{hint: "x"}`; `test:plain` returns a plain `cancel` table with reason "plain". */
  readonly plain: string;
  /** `test:context` answers `modified` with every field of the context under its own name (`deadline` only when present). */
  readonly context: string;
  /** `test:echo` answers `modified({value: ctx.data.value})`. */
  readonly echo: string;
  /** `test:wait` sleeps `ctx.data.ms` twice, then answers `modified({n: ctx.data.n})`; `test:wait-fails` sleeps 1 ms and then throws "late failure". */
  readonly waiting: string;
  /** Line 3 registers `test:throws`, whose handler calls `outer`, which calls `inner`, which throws "broken on purpose". */
  readonly throws: { readonly source: string; readonly line: number };
  /** Does not compile. */
  readonly syntax: { readonly source: string; readonly line: number };
  /** Throws "no load" at its top level. */
  readonly loadThrows: { readonly source: string; readonly line: number };
  /** Loops for ever at its top level. */
  readonly loadSpins: string;
  /** `test:spin` loops for ever; `test:swallow` does so and catches everything it can; `test:fine` answers `skipped("fine")`. */
  readonly spins: string;
  /** `test:eat` allocates without end; `test:fine` answers `skipped("fine")`. */
  readonly eats: string;
  /** `test:recurse` recurses without end; `test:fine` answers `skipped("fine")`. */
  readonly recurses: string;
  /** `test:number`, `test:text`, `test:function`, `test:deep`, `test:cyclic`, `test:huge`, `test:nan` answer what cannot be a result. */
  readonly wrongResults: string;
  /** `test:log` logs "one" to "four" at the four levels, the second with the field `a = 1`, and prints "five". */
  readonly logs: string;
  /** `test:flood` logs 100,000 lines and then answers `skipped("flooded")`. */
  readonly floods: string;
  /** `test:nested` calls `on` inside its handler. */
  readonly registersLate: string;
  /** Registers `test:options` with every option of the script API, at line 3. */
  readonly options: string;
  /** `test:count` counts its calls in a variable of the script and a global one, and answers `modified({script, global})`. */
  readonly counts: string;
  /** `test:mutate` changes `ctx.data.value` to "changed" and answers nothing. */
  readonly mutates: string;
  /**
   * `test:state` sets `n` to 1, increments it by 2 with a time to live of 1000 ms, adds 5 to the window "w" of 60,000 ms, lists
   * the keys, deletes `n`, and answers `modified({got, counted, summed, keys, deleted, missing})`, `missing` being whether `n`
   * then is the language's nothing; `test:state-fails` catches the error of incrementing the key "" and answers
   * `modified({message})`; `test:state-sync` has published and returns a plain answer without waiting: `skipped("sync")`.
   */
  readonly state: string;
  /**
   * `wants` the shared state "team". `test:shared` increments "calls" in it, adds 2 to its window "w" of 60,000 ms, sets its key
   * `ctx.data.key` to its language's name with a time to live of 60,000 ms, and answers `modified({calls, summed, keys, seen})`: its keys, and the
   * value of its key `ctx.data.look` or the language's nothing; `test:shared-refused` catches the error of getting "k" of the shared state "other" and
   * answers `modified({message})`.
   */
  readonly shared: string;
  /**
   * Line 3 subscribes to `tool.*`: the handler throws for the data `{bad: true}`, sleeps 1 ms for `{wait: true}`, and else logs
   * the event's type and `data.n`. `wants` publishing `spend.*`. `test:publish` publishes `spend.counted` with `{n: 1}`;
   * `test:publish-wrong` lets the error of publishing "Wrong Type" through.
   */
  readonly events: string;
  /**
   * `wants` reaching `api.example.com`. `test:http` posts `{n: 1}` as JSON with the header `x-mine: yes` to `ctx.data.url`, gets the same
   * URL, and answers `modified({posted, got})` with both responses; `test:http-refused` catches the error of getting
   * `http://localhost/` and answers `modified({message})`.
   */
  readonly http: string;
  /**
   * `test:checks` assesses `ctx.data.command`, redacts `ctx.data.value`, and answers `modified({verdict, value})`;
   * `test:checks-wrong` catches the error of assessing 7 and answers `modified({message})`.
   */
  readonly checks: string;
  /** Defines "double", which yields `{doubled: 2 * ctx.data.n}`; "later", which sleeps 1 ms and yields "late"; "nothing"; and "broken", which throws "no part". */
  readonly components: string;
  /**
   * Declares version 3 at line 2, with a `migrate` that throws "too new" for version 9, else sleeps 1 ms, and then returns
   * `{total_cents: 100 * state.total, note: state.note}` for version 1, and for others sets `migrated_from` to it in the state it
   * was given and returns nothing.
   */
  readonly migrates: string;
  /** Declares version 0. */
  readonly wrongVersion: string;
  /** `test:probe` answers `modified({found})` with the names of host powers it can reach: must be an empty list. */
  readonly probes: string;
  /** A script and the shared modules "money" and "text/join"; and one that does not compile. */
  readonly modules: {
    /** `test:price` answers the prices of 3 and 4 in `text`; `test:fail` fails in the money module, at the line. */
    readonly importer: string;
    /** Counts the prices it made, in front of each. */
    readonly money: { readonly source: string; readonly line: number };
    readonly join: string;
    readonly broken: { readonly source: string; readonly line: number };
  };
}
