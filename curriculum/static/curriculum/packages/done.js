/* The content has ended and led here: the portal's page is told. */

import { tell } from "./portal.js";

tell({ finished: true });
