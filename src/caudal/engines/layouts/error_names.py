"""What each kind of error is called on screen and in a terminal, in a few words."""

from types import MappingProxyType
from typing import Final

from caudal.engines.layouts.rows import ErrorCode

ERROR_NAMES: Final = MappingProxyType(
    {
        ErrorCode.BAD_BYTE: "Letra que no se pudo leer",
        ErrorCode.NUL_BYTE: "Carácter nulo",
        ErrorCode.BAD_QUOTING: "Comillas sin cerrar",
        ErrorCode.TRUNCATED_LINE: "Renglón cortado",
        ErrorCode.MISSING_CELLS: "Faltan celdas en el renglón",
        ErrorCode.EXTRA_CELLS: "Sobran celdas en el renglón",
        ErrorCode.CELL_TOO_LONG: "Celda demasiado larga",
        ErrorCode.FORMULA_ERROR: "Fórmula con error",
        ErrorCode.FORMULA_WITHOUT_VALUE: "Fórmula sin valor guardado",
        ErrorCode.EMPTY_HEADING: "Columna sin encabezado",
        ErrorCode.REPEATED_HEADING: "Encabezado repetido",
        ErrorCode.REQUIRED_COLUMN_MISSING: "Falta la columna",
        ErrorCode.TWO_COLUMNS_FOR_FIELD: "Dos columnas para un dato",
        ErrorCode.REQUIRED_MISSING: "Dato obligatorio vacío",
        ErrorCode.CONTROL_CHARACTER: "Carácter invisible",
        ErrorCode.TOO_LONG: "Texto demasiado largo",
        ErrorCode.REPEATED_VALUE: "Repetido en el archivo",
        ErrorCode.NOT_AN_IDENTIFIER: "No es una clave",
        ErrorCode.DIGITS_LOST: "La hoja de cálculo perdió cifras",
        ErrorCode.NOT_A_NUMBER: "No es un número",
        ErrorCode.NOT_AN_INTEGER: "No es un número entero",
        ErrorCode.TOO_MANY_DECIMALS: "Demasiados decimales",
        ErrorCode.DECIMAL_MARK_AMBIGUOUS: "Punto o coma decimal dudosos",
        ErrorCode.DECIMAL_MARK_DIFFERS: "Otro signo decimal que el resto",
        ErrorCode.OUT_OF_RANGE: "Fuera de los límites",
        ErrorCode.NOT_A_DATE: "Fecha que no existe",
        ErrorCode.DATE_AMBIGUOUS: "Fecha dudosa",
        ErrorCode.DATE_FORM_DIFFERS: "Fecha escrita de otra forma que el resto",
        ErrorCode.NOT_A_BOOLEAN: "No dice sí ni no",
        ErrorCode.NOT_A_CHOICE: "No es una de las opciones",
        ErrorCode.NOT_AN_EMAIL: "No es un correo",
        ErrorCode.NOT_A_PHONE: "No es un teléfono",
        ErrorCode.NOT_AN_RFC: "No es un RFC",
        ErrorCode.NOT_A_CURP: "No es una CURP",
        ErrorCode.NOT_A_POSTAL_CODE: "No es un código postal",
        ErrorCode.INCONSISTENT: "No concuerda con el resto del renglón",
        ErrorCode.UNKNOWN_REFERENCE: "No existe en Caudal",
        ErrorCode.CONTRADICTS_REGISTER: "Contradice lo que ya está en Caudal",
    }
)
