"""Territories without people yet: where the territories are is chosen together with what belongs to them."""
