// The dashboard's entry: the daemon serves the page that loads it.

import { render } from "preact";
import { App } from "./app.tsx";
import { takeTokenFromAddress } from "./session.ts";

takeTokenFromAddress();
render(<App />, document.querySelector("#root")!);
