// The types of what hosts send to the points of the catalogue, derived from it: under their own names and under those of other
// systems, whose fields are called as they call them; where several use one name, any of theirs. Hosts see them in `Runtime.run`,
// `guard` and `register`.

import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import type { CataloguePoint } from "./catalogue.ts";
import type { Field, FieldType, PointAlias } from "./point.ts";

type Value<Type extends FieldType> = Type extends "string"
  ? string
  : Type extends "integer" | "number"
    ? number
    : Type extends "boolean"
      ? boolean
      : Type extends "object"
        ? JsonObject
        : Type extends "array"
          ? readonly JsonValue[]
          : JsonValue;

type Fields = Readonly<Record<string, Field>>;
type NoNames = Readonly<Record<never, string>>;
type Renamed<Name, Names> = Name extends keyof Names ? Names[Name] & string : Name;

/** The data of a point with these fields, under these other names; hosts may send more. */
type DataWith<All extends Fields, Names> = JsonObject & {
  readonly [Name in keyof All as All[Name] extends { optional: true } ? never : Renamed<Name, Names>]: Value<All[Name]["type"]>;
} & {
  readonly [Name in keyof All as All[Name] extends { optional: true } ? Renamed<Name, Names> : never]?:
    | Value<All[Name]["type"]>
    | null
    | undefined;
};

type OwnData = { [Point in CataloguePoint as Point["name"]]: DataWith<Point["fields"], NoNames> };

type Renaming<Point extends CataloguePoint> = Point extends unknown
  ? Point["aliases"][number] extends infer Alias
    ? Alias extends PointAlias
      ? { readonly name: Alias["name"]; readonly data: DataWith<Point["fields"], Alias["fields"]> }
      : never
    : never
  : never;

type OthersData = { [Alias in Renaming<CataloguePoint> as Alias["name"]]: Alias["data"] };

/** The data of a point by its name; any object where the catalogue does not know the name. */
export type PointData<Name extends string> = string extends Name
  ? JsonObject
  : Name extends keyof OwnData
    ? OwnData[Name]
    : Name extends keyof OthersData
      ? OthersData[Name]
      : JsonObject;
