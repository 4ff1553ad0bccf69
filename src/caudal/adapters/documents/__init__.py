"""Printed documents: recibos, cash receipts, cash closings and statements, as PDF."""
